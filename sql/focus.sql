-- focus_data_table for published FOCUS queries, for the sqlite3 shell, from the project's top folder:
--
--   sqlite3 -cmd '.load build/cf_billing' -cmd '.read sql/views/00_parameters.sql' \
--     -cmd '.read sql/focus.sql' :memory:
--
-- Input: the extension, loaded, and the parameters of the views. From other languages run the files
-- of sql/focus that have numbers, in the order of their names; each is plain SQL. Nothing but TEMP
-- tables and views is made. Over an archive read sql/focus/archive.sql afterwards.
.read sql/focus/00_categories.sql
.read sql/focus/01_feeds.sql
.read sql/focus/02_data_table.sql
