// Counts of what is open, each by an index.
#pragma once

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/mysql_store.h"

namespace tollgate::mysql {

Reply<OpenWork> count_open_work(Connection& connection);

}  // namespace tollgate::mysql
