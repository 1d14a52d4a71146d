// TlsServer: an HTTPS server on 127.0.0.1 with a certificate of its own for shop.example.com, by
// python3 and openssl in a child process. It answers every POST with 200 and its body's length.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "gateway/base/check.h"

namespace tollgate::test {

class TlsServer {
 public:
  TlsServer() {
    std::string name = std::filesystem::temp_directory_path() / "tollgate-tls-XXXXXX";
    CHECK(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
    CHECK(std::system(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
                       "-days 2 -subj /CN=shop -addext subjectAltName=DNS:shop.example.com "
                       "-keyout " +
                       name + "/key.pem -out " + certificate() + " 2>/dev/null")
                          .c_str()) == 0);
    std::ofstream(folder_ / "server.py") << kProgram;
    // It ends with its standard input, so it cannot outlive this process.
    process_ = ::popen(("exec python3 " + name + "/server.py " + name).c_str(), "w");
    CHECK(process_ != nullptr);
    const auto ready = folder_ / "port";
    for (int i = 0; i < 6000 && !std::filesystem::exists(ready); ++i) ::usleep(10'000);
    std::ifstream(ready) >> port_;
    CHECK(port_ != 0);
  }
  ~TlsServer() {
    ::pclose(process_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::string certificate() const { return (folder_ / "certificate.pem").string(); }
  std::string port() const { return std::to_string(port_); }

 private:
  static constexpr const char* kProgram = R"py(
import http.server, os, ssl, sys, threading
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = str(len(self.rfile.read(int(self.headers["Content-Length"])))).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
folder = sys.argv[1]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + "/certificate.pem", folder + "/key.pem")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(folder + "/port.new", "w") as file:
    file.write(str(server.server_port))
os.replace(folder + "/port.new", folder + "/port")
sys.stdin.read()
)py";

  std::filesystem::path folder_;
  FILE* process_ = nullptr;
  int port_ = 0;
};

}  // namespace tollgate::test
