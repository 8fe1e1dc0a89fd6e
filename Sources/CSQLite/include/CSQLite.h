// What Swift can't call of SQLite: functions with a variable number of arguments.
#ifndef CSQLITE_H
#define CSQLITE_H

#include <sqlite3.h>

// A plan follows from the statement alone and never from the values bound to it. Without this a statement that compares
// a column of a partial index with a value is planned anew each time it runs.
int csqlite_plan_without_values(sqlite3 *connection);

#endif
