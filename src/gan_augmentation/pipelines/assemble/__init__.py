"""What each arm trains on."""
