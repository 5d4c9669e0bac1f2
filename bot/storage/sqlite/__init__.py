"""
What is SQLite's own, in one room; all else in ``storage`` is SQLAlchemy's and fits any database.

``engine.py`` opens the file and says what is wrong with it, ``schema.py`` looks what is in it, ``statements.py`` has
parts of queries that each database says in its own way, ``search_index.py`` is the full-text index. The steps in
``migrations`` stay as they were written.
"""
