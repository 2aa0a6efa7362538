"""How files come in, whatever they hold: downloads, archives, folders of classes, and whether they are enough."""
