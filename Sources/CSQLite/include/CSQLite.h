// What Swift can't call of SQLite: functions with a variable number of arguments.
#ifndef CSQLITE_H
#define CSQLITE_H

#include <sqlite3.h>

// A plan follows from the statement alone and never from the values bound to it. Without this a statement that compares
// a column of a partial index with a value is planned anew each time it runs.
int csqlite_plan_without_values(sqlite3 *connection);

// What the system said, as `errno` has it, when a write to the log or the database of a connection failed last; 0 if
// nothing did.
int csqlite_last_system_error(sqlite3 *connection);

#endif
