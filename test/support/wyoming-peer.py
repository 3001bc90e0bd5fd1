"""The Wyoming protocol's own package (PyPI: wyoming) as the other side, for tests.

wyoming-peer.py client URI   Asks everything a client can and prints what it understood, as JSON.
wyoming-peer.py server PORT  Listens as a satellite, a recogniser and a synthesiser; prints what came, as JSON lines.
"""

import asyncio
import json
import math
import sys
from array import array

from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Attribution, Describe, Info, Satellite
from wyoming.intent import Intent, NotRecognized, Recognize
from wyoming.ping import Ping, Pong
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.satellite import PauseSatellite, RunSatellite
from wyoming.server import AsyncEventHandler, AsyncServer
from wyoming.snd import Played
from wyoming.tts import Synthesize
from wyoming.vad import VoiceStarted, VoiceStopped
from wyoming.wake import Detect, Detection, NotDetected


def tone(rate: int, seconds: float, channels: int = 1) -> bytes:
    samples = array("h")
    for at in range(int(rate * seconds)):
        samples.extend([int(8000 * math.sin(2 * math.pi * 440 * at / rate))] * channels)
    return samples.tobytes()


async def send_sound(client: AsyncClient, rate: int, channels: int, seconds: float) -> None:
    await client.write_event(AudioStart(rate=rate, width=2, channels=channels, timestamp=0).event())
    sound = tone(rate, seconds, channels)
    step = 2048 * channels
    for at in range(0, len(sound), step):
        milliseconds = int(at / (2 * channels) / rate * 1000)
        chunk = AudioChunk(rate, 2, channels, sound[at : at + step], timestamp=milliseconds)
        await client.write_event(chunk.event())


async def ask(uri: str) -> dict:
    said: dict = {}
    async with AsyncClient.from_uri(uri, read_timeout=10) as client:
        await client.write_event(Describe().event())
        info = Info.from_event(await client.read_event())
        said["asr"] = [[m.name, m.languages, m.installed] for p in info.asr for m in p.models]
        said["asrStreams"] = [p.supports_transcript_streaming for p in info.asr]
        said["wake"] = [[m.name, m.phrase] for p in info.wake for m in p.models]
        said["handle"] = [[p.name, p.supports_home_control] for p in info.handle]
        said["intent"] = [p.attribution.name for p in info.intent]
        await client.write_event(Ping(text="there?").event())
        said["pong"] = Pong.from_event(await client.read_event()).text

        await client.write_event(Transcribe(language="en").event())
        await send_sound(client, 44100, 2, 1.0)
        await client.write_event(AudioStop().event())
        streamed = []
        while True:
            event = await client.read_event()
            if TranscriptStart.is_type(event.type):
                TranscriptStart.from_event(event)
            elif TranscriptChunk.is_type(event.type):
                streamed.append(TranscriptChunk.from_event(event).text)
            elif Transcript.is_type(event.type):
                said["transcript"] = Transcript.from_event(event).text
            elif TranscriptStop.is_type(event.type):
                break
        said["streamed"] = "".join(streamed)

        await client.write_event(Recognize(text="turn on the lamp").event())
        intent = Intent.from_event(await client.read_event())
        said["intentFound"] = [intent.name, {entity.name: entity.value for entity in intent.entities}]
        await client.write_event(Recognize(text="blub").event())
        said["notRecognized"] = NotRecognized.from_event(await client.read_event()).text
        context = {"conversation_id": "c1"}
        await client.write_event(Transcript(text="turn on the lamp", context=context).event())
        handled = Handled.from_event(await client.read_event())
        said["handled"] = [handled.text, handled.context]
        await client.write_event(Transcript(text="blub").event())
        said["notHandled"] = NotHandled.from_event(await client.read_event()).text

    async with AsyncClient.from_uri(uri, read_timeout=10) as client:
        await client.write_event(Detect(names=["hey_edgewise"]).event())
        await send_sound(client, 16000, 1, 2.0)
        detection = Detection.from_event(await client.read_event())
        said["detection"] = [detection.name, detection.timestamp]
        await client.write_event(Detect(names=["computer"]).event())
        await send_sound(client, 16000, 1, 0.2)
        await client.write_event(AudioStop().event())
        event = await client.read_event()
        said["notDetected"] = NotDetected.is_type(event.type)
        await client.write_event(Detect(names=["ok_nabu"]).event())
        await client.write_event(AudioStart(rate=16000, width=2, channels=1).event())
        event = await client.read_event()
        said["unknownPhrase"] = Error.is_type(event.type) and Error.from_event(event).text
    return said


class Peer(AsyncEventHandler):
    """One connection to the server: whatever it is asked to be."""

    heard = 0

    async def handle_event(self, event: Event) -> bool:
        if AudioChunk.is_type(event.type):
            self.heard += AudioChunk.from_event(event).samples
            return True
        tell(event)
        if Describe.is_type(event.type):
            satellite = Satellite(
                name="test",
                attribution=Attribution(name="test", url=""),
                installed=True,
                description=None,
                version=None,
                area="hall",
            )
            await self.write_event(Info(satellite=satellite).event())
        elif Ping.is_type(event.type):
            await self.write_event(Pong(text=Ping.from_event(event).text).event())
        elif RunSatellite.is_type(event.type):
            run = RunPipeline(PipelineStage.WAKE, PipelineStage.TTS)
            await self.write_event(run.event())
            await self.write_event(AudioChunk(16000, 2, 1, tone(16000, 0.5)).event())
        elif AudioStop.is_type(event.type):
            print(json.dumps({"samples": self.heard}), flush=True)
            if self.is_asked_to_transcribe:
                await self.write_event(Transcript(text="turn on the lamp").event())
            else:
                await self.write_event(Played().event())
            self.heard = 0
        elif Synthesize.is_type(event.type) and not self.is_satellite:
            await self.write_event(AudioStart(rate=22050, width=2, channels=1).event())
            await self.write_event(AudioChunk(22050, 2, 1, tone(22050, 0.25)).event())
            await self.write_event(AudioStop().event())
        self.is_satellite = self.is_satellite or RunSatellite.is_type(event.type)
        self.is_asked_to_transcribe = not self.is_satellite and (
            self.is_asked_to_transcribe or Transcribe.is_type(event.type)
        )
        return True

    is_satellite = False
    is_asked_to_transcribe = False


def tell(event: Event) -> None:
    """What the package makes of a message, so that one it cannot read ends the connection."""
    kinds = (
        Describe, Detection, Error, Ping, Pong, Synthesize, Transcribe, Transcript,
        AudioStart, AudioStop, PauseSatellite, RunSatellite, VoiceStarted, VoiceStopped,
    )
    for kind in kinds:
        if kind.is_type(event.type):
            kind.from_event(event)
            print(json.dumps({"type": event.type, "data": event.data}), flush=True)
            return
    print(json.dumps({"unknown": event.type}), flush=True)


async def serve(port: str) -> None:
    server = AsyncServer.from_uri(f"tcp://127.0.0.1:{port}")
    await server.start(Peer)
    print(json.dumps({"listening": server._server.sockets[0].getsockname()[1]}), flush=True)
    await asyncio.Event().wait()


if sys.argv[1] == "client":
    print(json.dumps(asyncio.run(ask(sys.argv[2]))))
else:
    asyncio.run(serve(sys.argv[2]))
