CREATE TABLE memories (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL, words TEXT NOT NULL, kind TEXT NOT NULL,
    day TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, conversation TEXT NOT NULL, turn INTEGER NOT NULL,
    superseded_by INTEGER NOT NULL DEFAULT 0, vector BLOB);
CREATE INDEX by_subject ON memories (subject, attribute);
CREATE TABLE switches (name TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE VIRTUAL TABLE phrases USING fts5(
    words, content='memories', content_rowid='number', tokenize="porter unicode61 remove_diacritics 2");
CREATE TRIGGER added AFTER INSERT ON memories BEGIN
    INSERT INTO phrases (rowid, words) VALUES (new.number, new.words); END;
INSERT INTO memories VALUES (1, 'sister', 'home', 'Boston', 'My sister Amy lives in Boston.', 'fact', '', 'Theodore',
    '2026-03-04T10:00:00', '2026-03-04 09:59:00 abcdef', 3, 0, NULL);
INSERT INTO switches VALUES ('memory', 'on');
PRAGMA user_version = 1;
