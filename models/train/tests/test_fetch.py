import base64
import io
import tempfile
import threading
import unittest
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from train import fetch, models
from train.errors import TrainingError

SPEC = models.load("churn")
ROWS = ",".join(["user_id", *SPEC.names, SPEC.target]) + "\n"


class Server(ThreadingHTTPServer):
    """Answers every GET with the status, headers and body it is told, and keeps what was asked."""

    def __init__(self, status: int = 200, body: bytes = b"", headers: dict[str, str] | None = None):
        self.status, self.body, self.headers, self.asked = status, body, headers or {}, []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_):
        pass


class Fetch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.target = self.folder / "data" / "churn.csv"

    def server(self, *args, **kwargs) -> Server:
        server = Server(*args, **kwargs)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def fetch(self, api: str) -> None:
        fetch.fetch(SPEC, SPEC.source, ("me", "secret"), api, self.target)

    def test_asks_kaggle_as_the_user_and_follows_without_the_credentials(self):
        storage = self.server(body=ROWS.encode())
        kaggle = self.server(status=302, headers={"Location": f"{storage.url}/signed?x=1"})
        self.fetch(f"{kaggle.url}/api/v1")
        path = "/api/v1/datasets/download/hamzaghanmi/expresso-churn-prediction-challenge/Train.csv"
        self.assertEqual(kaggle.asked, [(path, "Basic " + base64.b64encode(b"me:secret").decode())])
        self.assertEqual(storage.asked, [("/signed?x=1", None)])
        self.assertEqual(self.target.read_text(), ROWS)
        self.assertEqual(list(self.target.parent.iterdir()), [self.target])

    def test_unpacks_an_archive(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("Train.csv", ROWS)
        self.fetch(self.server(body=packed.getvalue()).url)
        self.assertEqual(self.target.read_text(), ROWS)

    def test_refusals_are_told_without_the_key_and_leave_nothing(self):
        cases = {
            "got status 401: are the credentials right": self.server(status=401),
            "got status 403: are the terms accepted": self.server(status=403),
            "the file has no REGION, TENURE": self.server(body=b"<html>sign in</html>"),
        }
        for expected, server in cases.items():
            with self.subTest(expected), self.assertRaises(TrainingError) as raised:
                self.fetch(server.url)
            self.assertIn(expected, str(raised.exception))
            self.assertNotIn("secret", str(raised.exception))
            self.assertEqual(list(self.target.parent.iterdir()), [])

    def test_credentials_of_the_environment_then_of_the_file(self):
        self.assertIsNone(fetch.credentials({}, self.folder))
        (self.folder / ".kaggle").mkdir()
        file = self.folder / ".kaggle" / "kaggle.json"
        file.write_text('{"username": "a", "key": "b"}')
        self.assertEqual(fetch.credentials({}, self.folder), ("a", "b"))
        both = {"KAGGLE_USERNAME": "c", "KAGGLE_KEY": "d"}
        self.assertEqual(fetch.credentials(both, self.folder), ("c", "d"))
        elsewhere = {"KAGGLE_CONFIG_DIR": str(self.folder)}
        self.assertIsNone(fetch.credentials(elsewhere, self.folder))
        file.write_text("{}")
        with self.assertRaisesRegex(TrainingError, "expected JSON with username and key"):
            fetch.credentials({}, self.folder)

    def test_the_manual_steps_name_page_file_and_command(self):
        text = fetch.manual_steps(SPEC, SPEC.source, Path("/x/churn.csv"))
        for part in ("kaggle.com/datasets/hamzaghanmi/", "Train.csv", "--model churn --data /x/churn.csv"):
            self.assertIn(part, text)


if __name__ == "__main__":
    unittest.main()
