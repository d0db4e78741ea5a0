import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer

from train import push
from train.errors import TrainingError

TRAINING = {
    "rows": 10,
    "accuracy": 0.9,
    "loss": 0.3,
    "precision": 0.8,
    "recall": 0.7,
    "f1": 0.75,
    "class_ratio": {"0": 0.4, "1": 0.6},
}


class Gateway(HTTPServer):
    """Keeps what was put, and answers with the status it is told."""

    def __init__(self, status: int):
        self.status, self.received = status, []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.received.append((self.path, self.headers, body))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(b"because" if self.server.status != 200 else b"")

    def log_message(self, *_):
        pass


class Push(unittest.TestCase):
    def gateway(self, status: int) -> tuple[Gateway, str]:
        server = Gateway(status)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server, f"127.0.0.1:{server.server_port}"

    def test_puts_the_group_of_the_model(self):
        server, address = self.gateway(200)
        put = push.request(f"http://me:p%40ss@{address}/", "churn", push.exposition("churn", TRAINING))
        self.assertIsNone(push.send(put))
        ((path, headers, body),) = server.received
        self.assertEqual(path, "/metrics/job/training/model/churn")
        self.assertEqual(headers["Authorization"], "Basic bWU6cEBzcw==")
        self.assertTrue(headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        self.assertIn('\nmodel_training_accuracy{model="churn"} 0.9\n', body)
        self.assertTrue(body.endswith('\nmodel_training_class_ratio{model="churn",class="1"} 0.6\n'))

    def test_a_refusal_is_told_and_does_not_raise(self):
        _, address = self.gateway(400)
        problem = push.send(push.request(f"http://{address}", "churn", "x\n"))
        self.assertIn("got 400: because", problem)

    def test_no_gateway_is_told_without_the_password(self):
        server, address = self.gateway(200)
        server.shutdown()
        server.server_close()
        problem = push.send(push.request(f"http://me:secret@{address}", "churn", "x\n"))
        self.assertIn("refused", problem)
        self.assertNotIn("secret", problem)

    def test_no_url(self):
        with self.assertRaisesRegex(TrainingError, "expected a URL .*, got 'localhost:9091'"):
            push.request("localhost:9091", "churn", "")


if __name__ == "__main__":
    unittest.main()
