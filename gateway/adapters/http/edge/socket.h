// Socket and process settings that the edge needs and Pistache does not make.
#pragma once

#include <cstddef>
#include <string>

namespace tollgate::http {

struct EdgeOptions;

// TCP_NODELAY (answers leave at once), TCP_USER_TIMEOUT (a client that vanished is noticed) and
// the send buffer. Failures are ignored: the socket may be dead already.
void tune_client_socket(int descriptor, const EdgeOptions& options);

// The other end's IP as text; an IPv4 client of an IPv6 socket in IPv4 form. Empty when unknown.
std::string peer_address_of(int descriptor);

// Raises this process's soft limit on descriptors to the hard one and gives how many of `wanted`
// connections fit below it, leaving room for databases, logs and libraries.
std::size_t reserve_descriptors(std::size_t wanted);

}  // namespace tollgate::http
