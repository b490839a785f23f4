"""What every page is made by: who may open it, its frame, forms sent once, errors, downloads."""
