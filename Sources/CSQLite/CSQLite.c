#include "CSQLite.h"

#include <stddef.h>

int csqlite_plan_without_values(sqlite3 *connection) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_QPSG, 1, (int *)NULL);
}
