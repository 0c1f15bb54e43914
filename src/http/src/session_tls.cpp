// SPDX-License-Identifier: Apache-2.0
#include "session_impl.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

namespace haetae::http {

void serve_tls(Socket socket, const Address& peer, ThreadContext& context, Sessions& sessions,
               std::shared_ptr<TlsContext> tls) {
  const auto executor = socket.get_executor();
  // Asio only takes the handle out of its own wrapper, which frees one reference.
  SSL_CTX_up_ref(tls->native());
  asio::ssl::context wrapper{tls->native()};
  auto session = std::make_unique<Session<TlsStream>>(TlsStream{std::move(socket), wrapper}, peer,
                                                      context, sessions, std::move(tls));
  asio::co_spawn(executor, live(std::move(session)), asio::detached);
}

}  // namespace haetae::http
