"""The verdict, its figures and the page that shows them."""
