-- pawl: no-transaction
-- From before 2010: backslashes escape in plain strings; then they do no more.
SET standard_conforming_strings = off;
INSERT INTO legacy VALUES ('it\'s; one statement', 'C:\\temp\\');
INSERT INTO legacy VALUES (E'it\'s;', N'a\';', U&'\0061;');
SET standard_conforming_strings TO on;
INSERT INTO legacy VALUES ('C:\temp\'); INSERT INTO legacy VALUES ('\;', E'\\;');
RESET standard_conforming_strings
