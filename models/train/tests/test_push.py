import contextlib
import io
import json
import tempfile
import threading
import unittest
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

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
        self.assertNotIn("model_training_step", body)

    def test_the_credentials_are_those_of_the_address_else_of_the_environment(self):
        environment = {"DRIFTGATE_PUSHGATEWAY_USERNAME": "us", "DRIFTGATE_PUSHGATEWAY_PASSWORD": "p@ss"}
        address = urllib.parse.urlsplit
        self.assertEqual(push.credentials(address("http://me:p%40@host"), environment), ("me", "p@"))
        self.assertEqual(push.credentials(address("https://host:9091"), environment), ("us", "p@ss"))
        self.assertIsNone(push.credentials(address("https://host:9091"), {}))

    def test_each_step_replaces_the_group_and_the_last_push_has_the_new_values(self):
        server, address = self.gateway(200)
        with tempfile.TemporaryDirectory() as out:
            (Path(out) / "m").mkdir()
            (Path(out) / "m" / "model.json").write_text(json.dumps({"training": TRAINING}))
            pushing = push.Pushing(f"http://{address}", "m", Path(out))
            steps = {5: TRAINING | {"accuracy": 0.5}}
            pushing.step(steps)
            steps[10] = TRAINING | {"accuracy": 0.6}
            pushing.step(steps)
            with contextlib.redirect_stdout(io.StringIO()):
                pushing.end(TRAINING | {"accuracy": 0.95}, steps)
        bodies = [body for _, _, body in server.received]
        self.assertEqual({path for path, _, _ in server.received}, {"/metrics/job/training/model/m"})
        accuracies = [
            [line for line in body.splitlines() if line.startswith("model_training_accuracy")] for body in bodies
        ]
        five = 'model_training_accuracy{model="m",step="5"} 0.5'
        ten = 'model_training_accuracy{model="m",step="10"} 0.6'
        before, after = (f'model_training_accuracy{{model="m"}} {value}' for value in (0.9, 0.95))
        self.assertEqual(accuracies, [[before, five], [before, five, ten], [after, five, ten]])
        self.assertIn('model_training_loss{model="m",step="10"} 0.3', bodies[-1])
        last = [[line for line in body.splitlines() if line.startswith("model_training_step{")] for body in bodies]
        self.assertEqual(last, [['model_training_step{model="m"} %d' % step] for step in (5, 10, 10)])
        self.assertNotIn('model_training_f1{model="m",step', bodies[-1])
        for body in bodies:
            self.assertEqual(body.count("# TYPE model_training_accuracy gauge"), 1)

    def test_the_first_training_of_a_model_has_steps_only_until_it_ends(self):
        server, address = self.gateway(200)
        push.Pushing(f"http://{address}", "m", Path("/nonexistent")).step({5: TRAINING})
        ((_, _, body),) = server.received
        of_model = [line for line in body.splitlines() if line[0] != "#" and "step=" not in line]
        self.assertEqual(of_model, ['model_training_step{model="m"} 5'])

    def test_after_a_failed_step_only_the_end_is_pushed(self):
        server, address = self.gateway(500)
        pushing = push.Pushing(f"http://{address}", "m", Path("/nonexistent"))
        with contextlib.redirect_stderr(io.StringIO()) as told:
            for _ in range(3):
                pushing.step({5: TRAINING})
            pushing.end(TRAINING, {5: TRAINING})
        self.assertEqual(len(server.received), 2)
        self.assertIn("the training goes on", told.getvalue())

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
