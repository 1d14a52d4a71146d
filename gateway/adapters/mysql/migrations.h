// Migrations: the numbered steps that make the schema, and what applies them. Steps are never
// edited once released: a change is a new step. Written for MariaDB 10.11+ and MySQL 8.0+.
#pragma once

#include <span>
#include <string_view>

#include "gateway/adapters/mysql/connection_options.h"
#include "gateway/base/result.h"

namespace tollgate::mysql {

struct Migration {
  int number = 0;  // from 1, without gaps
  std::string_view name;
  // DDL ends a transaction by itself, so a step can stop half-way: each statement must be one
  // that can be run again (IF NOT EXISTS).
  std::span<const std::string_view> statements;
};

std::span<const Migration> all_migrations();

// Creates the database if it is missing and brings its schema to the newest step. Two processes
// may call it at once: one works, the other waits and finds it done. Errors: unavailable;
// conflict when the schema is newer than this build or a step was edited after it was applied.
Status migrate(const ConnectionOptions& options);

// Nothing when the schema is exactly what this build expects; reads only.
Status check_schema(const ConnectionOptions& options);

}  // namespace tollgate::mysql
