// Reaches the connections of this process below the HTTP library.
#pragma once

namespace sandbox {

// Ends the connection to the peer at once with a TCP reset. Its descriptor stays taken, so that
// the owner can still close it.
void reset_connection(int peer_port);

// Whether something has come from a peer, a connection or a request, that nobody has taken yet.
bool holds_what_is_unread();

// Ends every connection in order; their owners see the end and close them.
void end_connections();

}  // namespace sandbox
