"""Checks with clients that others made."""
import json
import pathlib
import subprocess
import sys
import time

import numpy
import requests
import tritonclient.http
from prometheus_client.parser import text_string_to_metric_families
from safetensors.numpy import load_file
from tritonclient.utils import InferenceServerException

import program
from program import close, equal


def curl(samples):
    """curl: predictions, status, metadata, errors"""
    expected = samples.scores(0, program.TEXTS)
    with samples.serve(f"reviews={samples.versions[0]}") as server:
        def call(path, *options):
            output = subprocess.run(
                ["curl", "-sS", "-w", "\n%{http_code}", *options, server.url + path],
                check=True, capture_output=True, text=True).stdout
            body, status = output.rsplit("\n", 1)
            return int(status), json.loads(body)

        body = json.dumps({"instances": program.TEXTS})
        status, reply = call("/v1/models/reviews:predict", "-d", body)
        equal(status, 200)
        close([row[0] for row in reply["predictions"]], expected)
        status, reply = call("/v1/models/reviews")
        equal(reply["model_version_status"][0]["state"], "AVAILABLE")
        status, reply = call("/v1/models/reviews/metadata")
        equal(reply["model_spec"]["name"], "reviews")
        equal(call("/v1/models/none")[0], 404)
        equal(call("/v1/models/reviews:predict", "-d", "{")[0], 400)


def large_bodies(samples):
    """curl: bodies for which it asks before it sends them, and too large ones"""
    texts = samples.folder / "large.json"
    texts.write_text(json.dumps({"instances": ["film " * 5000] * 80}))
    with samples.serve(f"reviews={samples.versions[0]}", "--max-body", "3") as server:
        command = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{time_total}",
                   "-d", f"@{texts}", f"{server.url}/v1/models/reviews:predict"]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        status, seconds = output.split()
        equal(status, "200")
        assert float(seconds) < 0.9, f"curl waited {seconds} s for leave to send"
        texts.write_text(json.dumps({"instances": ["film " * 5000] * 200}))
        equal(subprocess.run(command, capture_output=True, text=True).stdout.split()[0], "413")


def keras_model(samples):
    """requests: a model of real Keras gives Keras's outputs"""
    golden = load_file(samples.keras.with_suffix(".safetensors"))
    with samples.serve(f"lstm={samples.keras}") as server:
        inputs, outputs = golden["x"], golden["y"]
        for body in ({"instances": inputs.tolist()}, {"inputs": inputs.tolist()}):
            reply = requests.post(f"{server.url}/v1/models/lstm:predict", json=body).json()
            found = numpy.array(reply.get("predictions", reply.get("outputs")))
            assert numpy.abs(found - outputs).max() < 1e-5, (found, outputs)


def triton_texts(samples):
    """tritonclient: texts, in JSON and binary"""
    expected = samples.scores(0, program.TEXTS)
    with samples.serve(f"reviews={samples.versions[0]}") as server:
        client = tritonclient.http.InferenceServerClient(server.address, concurrency=4)
        assert client.is_server_live() and client.is_server_ready()
        assert client.is_model_ready("reviews") and client.is_model_ready("reviews", "1")
        assert not client.is_model_ready("none")
        assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
        equal(client.get_model_metadata("reviews")["inputs"][0]["datatype"], "BYTES")
        output = client.get_model_metadata("reviews")["outputs"][0]["name"]
        texts = numpy.array([text.encode() for text in program.TEXTS], dtype=numpy.object_)
        for shape in ([len(texts)], [len(texts), 1]):
            for binary_in in (False, True):
                for binary_out in (False, True, None):
                    given = tritonclient.http.InferInput("text", shape, "BYTES")
                    given.set_data_from_numpy(texts.reshape(shape), binary_data=binary_in)
                    wanted = binary_out is not None and [
                        tritonclient.http.InferRequestedOutput(output, binary_data=binary_out)]
                    result = client.infer("reviews", [given], outputs=wanted or None, request_id="7")
                    equal(result.get_response()["id"], "7")
                    found = result.as_numpy(output)
                    equal(found.shape, (len(texts), 1))
                    close(found[:, 0].tolist(), expected)
        given = tritonclient.http.InferInput("text", [1], "BYTES")
        given.set_data_from_numpy(texts[:1])
        pending = [client.async_infer("reviews", [given], model_version="1") for _ in range(8)]
        for answer in pending:
            close(answer.get_result().as_numpy(output)[0].tolist(), expected[:1])
        try:
            client.infer("none", [given])
            raise AssertionError("a model that is not there answered")
        except InferenceServerException as error:
            assert "unknown model" in str(error), error


def triton_arrays(samples):
    """tritonclient: arrays of every type that converts"""
    golden = load_file(samples.keras.with_suffix(".safetensors"))
    with samples.serve(f"lstm={samples.keras}") as server:
        client = tritonclient.http.InferenceServerClient(server.address)
        about = client.get_model_metadata("lstm")
        names = about["inputs"][0]["name"], about["outputs"][0]["name"]
        types = {"FP16": numpy.float16, "FP32": numpy.float32, "FP64": numpy.float64,
                 "INT8": numpy.int8, "INT16": numpy.int16, "INT32": numpy.int32,
                 "INT64": numpy.int64, "UINT8": numpy.uint8, "BOOL": numpy.bool_}

        def infer(array, datatype, binary):
            given = tritonclient.http.InferInput(names[0], array.shape, datatype)
            given.set_data_from_numpy(array, binary_data=binary)
            return client.infer("lstm", [given]).as_numpy(names[1])

        for binary in (True, False):
            found = infer(golden["x"].astype(numpy.float32), "FP32", binary)
            assert numpy.abs(found - golden["y"]).max() < 1e-5
        whole = (numpy.arange(48).reshape(2, 6, 4) % 2).astype(numpy.float32)
        expected = infer(whole, "FP32", True)
        for datatype, kind in types.items():
            for binary in (True, False):
                if datatype == "FP16" and not binary:
                    continue  # the client itself refuses it
                assert (infer(whole.astype(kind), datatype, binary) == expected).all(), datatype


def token(samples):
    """requests: a token is needed where there is one, from a file or the environment"""
    secret = "a-token-of-some-length"
    file = samples.folder / "token"
    file.write_text(secret + "\n")
    model = f"reviews={samples.versions[0]}"
    for options, environment in ((["--token-file", file], None), ([], {"UNROLL_TOKEN": secret})):
        with samples.serve(model, *options, environment=environment) as server:
            equal(server.predict(["a"]).status_code, 401)
            equal(server.predict(["a"], headers={"Authorization": "Bearer x"}).status_code, 401)
            good = {"Authorization": f"Bearer {secret}"}
            equal(server.predict(["a"], headers=good).status_code, 200)
            equal(requests.get(server.url + "/health").status_code, 200)


def metrics(samples):
    """prometheus_client: reads the figures"""
    with samples.serve(f"reviews={samples.versions[0]}") as server:
        for _ in range(5):
            server.predict(["a", "b"])
        families = {
            family.name: family for family in
            text_string_to_metric_families(requests.get(server.url + "/metrics").text)}
        equal(sum(sample.value for sample in families["unroll_prediction_count"].samples), 10)
        equal(families["unroll_batch_size"].type, "histogram")


def schema(samples):
    """schemathesis: the description holds, for texts, arrays and versions"""
    with samples.serve(
            f"reviews={samples.versions[0]}", f"classes={samples.classes}", "--max-instances", "8",
            "--max-text", "4000") as server:
        command = [
            str(pathlib.Path(sys.executable).parent / "schemathesis"), "run",
            f"{server.url}/openapi.json", "--max-examples", "25", "--seed", "7",
            "--no-color"]
        run = subprocess.run(command, capture_output=True, text=True, cwd=samples.folder)
        assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
        time.sleep(0.1)
        equal(server.predict(["a"]).status_code, 200)


CHECKS = [
    curl, large_bodies, keras_model, triton_texts, triton_arrays, token, metrics, schema]
