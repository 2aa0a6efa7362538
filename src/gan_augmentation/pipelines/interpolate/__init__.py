"""A way from class to class, to be heard and seen."""
