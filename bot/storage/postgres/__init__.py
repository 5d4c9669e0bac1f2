"""
What is PostgreSQL's own, in one room; all else in ``storage`` is SQLAlchemy's and fits any database.

``engine.py`` opens the database and says what is wrong with it, ``steps.py`` makes its first tables and looks what is
there, ``statements.py`` has parts of queries that each database says in its own way, ``search_index.py`` is the
full-text index, ``lock.py`` sees that one bot alone runs on it.
"""
