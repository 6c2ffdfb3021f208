"""The user's calendars: iCalendar files, kept here and on a server of the user's choice, asked about and changed by
words."""
