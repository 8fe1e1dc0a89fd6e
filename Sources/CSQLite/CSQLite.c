#include "CSQLite.h"

#include <stddef.h>

int csqlite_plan_without_values(sqlite3 *connection) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_QPSG, 1, (int *)NULL);
}

static int last_error_of(sqlite3_file *file) {
  int error = 0;
  if (file == NULL || file->pMethods == NULL || file->pMethods->xFileControl == NULL) return 0;
  if (file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error) != SQLITE_OK) return 0;
  return error;
}

int csqlite_last_system_error(sqlite3 *connection) {
  sqlite3_file *file = NULL;
  int error = 0;
  if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) == SQLITE_OK) error = last_error_of(file);
  if (error == 0 && sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK) error = last_error_of(file);
  return error;
}
