"""Random mistakes in content, spreadsheets, folders and browser records, with properties to check for each."""
