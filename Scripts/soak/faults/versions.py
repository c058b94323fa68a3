"""New versions, and files that were damaged on their way."""
import asyncio
import json
import shutil

from wire import Wire, request


async def states(stage):
    wire = await Wire.open(stage.port)
    try:
        await wire.send(request("/v1/models/reviews"))
        answer = await wire.answer()
        entries = json.loads(answer.body)["model_version_status"]
        return {int(entry["version"]): entry["state"] for entry in entries}
    finally:
        wire.close()


async def until(stage, number, state):
    for _ in range(int(20 + 10 * stage.slack)):
        if (await states(stage)).get(number) == state:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"version {number} is not {state}: {await states(stage)}")


def publish(stage, data):
    """Puts a version into the folder as a whole; takes the oldest ones away."""
    stage.version += 1
    draft = stage.served / f".draft-{stage.version}"
    draft.mkdir()
    (draft / "model.keras").write_bytes(data)
    draft.rename(stage.served / str(stage.version))
    for old in sorted(int(path.name) for path in stage.served.iterdir() if path.name.isdigit())[:-6]:
        shutil.rmtree(stage.served / str(old))
    return stage.version


async def swaps(stage):
    """New versions take over without a lost request."""
    for number in range(2 * stage.scale):
        data = stage.models.texts[(stage.version + number) % 2].read_bytes()
        await until(stage, publish(stage, data), "AVAILABLE")


def damage(stage, data):
    """A file as it is after a bad transfer: cut, with other bytes, or something else."""
    kind = stage.random.choice(["cut", "bytes", "zeros", "other", "nothing"])
    if kind == "cut":
        return data[:stage.random.randrange(len(data))]
    if kind == "other":
        return bytes(stage.random.randrange(256) for _ in range(5000))
    if kind == "nothing":
        return b""
    broken = bytearray(data)
    if kind == "zeros":
        start = stage.random.randrange(len(data) // 2)
        broken[start:start + len(data) // 4] = bytes(len(data) // 4)
    else:
        for _ in range(200):
            broken[stage.random.randrange(len(data))] ^= 1 << stage.random.randrange(8)
    return bytes(broken)


async def damaged(stage):
    """A damaged file is refused and told; the version before it goes on, and the next one takes over."""
    for _ in range(2 * stage.scale):
        good = stage.models.texts[stage.version % 2].read_bytes()
        await until(stage, publish(stage, damage(stage, good)), "END")
        # A version that is written where it is served from, in pieces, is taken when it is whole.
        stage.version += 1
        folder = stage.served / str(stage.version)
        folder.mkdir()
        with (folder / "model.keras").open("wb") as file:
            for start in range(0, len(good), len(good) // 4 + 1):
                file.write(good[start:start + len(good) // 4 + 1])
                file.flush()
                await asyncio.sleep(0.1)
        await until(stage, stage.version, "AVAILABLE")


FAULTS = [swaps, damaged]
