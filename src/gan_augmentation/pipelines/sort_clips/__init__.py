"""Unlabelled clips into class folders, by trained classifiers."""
