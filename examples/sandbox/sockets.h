// Reaches the connections of this process below the HTTP library.
#pragma once

namespace sandbox {

// Ends the connection to the peer at once with a TCP reset. Its descriptor stays taken, so that
// the owner can still close it.
void reset_connection(int peer_port);

// Ends every connection in order; their owners see the end and close them.
void end_connections();

}  // namespace sandbox
