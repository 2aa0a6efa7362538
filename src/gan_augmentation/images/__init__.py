"""Pictures: where they come from, one size for all, classic augmentation."""
