"""Measures of classification and generation, and how sure they are."""
