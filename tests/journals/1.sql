CREATE TABLE conversation (id INTEGER PRIMARY KEY AUTOINCREMENT, began REAL NOT NULL);
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    turn INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('turn', 'clause', 'reply', 'end')),
    at REAL NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    ended TEXT NOT NULL DEFAULT ''
);
CREATE INDEX exchange ON entry (conversation, turn);
CREATE UNIQUE INDEX once ON entry (conversation, turn) WHERE kind = 'turn';
INSERT INTO conversation VALUES (1, 5.0);
INSERT INTO entry VALUES (1, 1, 1, 'turn', 5.0, 'Hello.', '');
INSERT INTO entry VALUES (2, 1, 1, 'clause', 6.0, 'Hi there.', '');
INSERT INTO entry VALUES (3, 1, 1, 'reply', 7.0, 'Hi there.', 'finished');
INSERT INTO entry VALUES (4, 1, 0, 'end', 8.0, '', '');
PRAGMA user_version = 1;
