# Every dependency comes from the distribution (Debian 12); the package is named where it is looked up.
include(GoogleTest)
find_package(PkgConfig REQUIRED)                                   # pkg-config
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)                                 # libssl-dev
find_package(Boost 1.74 REQUIRED COMPONENTS filesystem)            # libboost-dev libboost-filesystem-dev
find_package(CURL 7.88 REQUIRED)                                   # libcurl4-openssl-dev
find_package(EXPAT 2.5 REQUIRED)                                   # libexpat1-dev
find_package(fmt 9 REQUIRED)                                       # libfmt-dev
find_package(nlohmann_json 3.11 REQUIRED)                          # nlohmann-json3-dev
find_package(CLI11 2.1 REQUIRED)                                   # libcli11-dev
find_package(GTest 1.12 REQUIRED)                                  # libgtest-dev libgmock-dev
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)  # libtomlplusplus-dev
pkg_check_modules(PISTACHE REQUIRED IMPORTED_TARGET libpistache)   # libpistache-dev
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)        # librdkafka-dev
pkg_check_modules(LUA REQUIRED IMPORTED_TARGET lua5.4)             # liblua5.4-dev
find_path(MYSQLCPPCONN_INCLUDE mysql_driver.h REQUIRED)            # libmysqlcppconn-dev
find_library(MYSQLCPPCONN_LIBRARY mysqlcppconn REQUIRED)

add_library(tollgate_mysqlcppconn INTERFACE)
target_include_directories(tollgate_mysqlcppconn SYSTEM INTERFACE "${MYSQLCPPCONN_INCLUDE}")
target_link_libraries(tollgate_mysqlcppconn INTERFACE "${MYSQLCPPCONN_LIBRARY}")

# Asio only: header-only, no I/O object beyond what a file includes.
add_library(tollgate_asio INTERFACE)
target_link_libraries(tollgate_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(tollgate_asio INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ERROR_CODE_HEADER_ONLY)
