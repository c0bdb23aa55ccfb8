"""Random mistakes in content, spreadsheets, folders and browser records, and the laws that hold for each of them."""
