"""Generators and discriminators, one family of shapes a file."""
