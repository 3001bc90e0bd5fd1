"""Values for the slots of the templates, invented, as devices write them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

SLOT = re.compile(
    r"\{(ip|port|host|user|pid|path|file|device|iface|mac|num|pct|bytes|ms|sec|temp|volt|hex|uuid|topic|sensor|"
    r"machine|zone|url|version|time|id|service|container|disk)\}"
)
MASK = "<*>"

HOSTS = "edge01 gw-hall3 node7 plc-gw pi4 raspi farm-gw db1 hub nas srv02 kiosk web-3 cam-gw lora-gw box worker-2 press-pc".split()
USERS = "anna root admin deploy pi operator bob svc_backup maria guest ubuntu lars jdoe mqttuser shift2 postgres".split()
SERVICES = (
    "telegraf nginx zigbee2mqtt node-red mosquitto influxd grafana hub ingest collector scheduler api billing exporter agent "
    "rules recorder gateway modbusd opcua-client sync backup vision reporter auth history edge-agent worker orders"
).split()
AREAS = "hall3 boiler-room kitchen barn2 greenhouse4 line1 cell7 cellar office zone5 field12 dock2 roof silo1 lab garage".split()
MACHINES = "press2 mill-07 agv12 robot3 filler1 oven4 lathe5 conveyor9 pump2 mixer1 packer3 cnc8 wrapper harvester1".split()
SENSORS = "temp_hall3 soil12 flow-2 th-04 door_north pm25 level_tank2 vibration7 co2_office meter1 probe3 rain1 scale4".split()
PATHS = (
    "/var/lib/app/state.db /etc/app/config.yaml /srv/data/2025/06 /opt/edge/bin/agent /var/log/syslog /dev/ttyUSB0 "
    "/home/pi/run.py /mnt/backup/weekly /api/v1/readings /usr/lib/libfoo.so.2 /data/recordings/cam2 /tmp/x7f3"
).split()
FILES = "config.yaml state.json app.conf orders.csv model.onnx rules.yml backup.tar.gz firmware.bin index.db recipe7.xml".split()
IFACES = "eth0 wlan0 enp3s0 br0 can0 wg0 ppp0 eth1 tun0 end0".split()
DEVICES = "ttyUSB0 cam2 sda1 gpiochip0 i2c-1 video0 spi0.1 mmcblk0 nvme0n1 usb1-1 hdd3 gw4".split()
DISKS = "/dev/sda sda1 /dev/nvme0n1 mmcblk0p2 sdb /dev/md0 nvme1n1".split()
TOPICS = "plant/hall3/temp zigbee2mqtt/bridge/state farm/soil/12 cmnd/plug1/POWER home/kitchen/light line1/oee".split()
CONTAINERS = "web_1 db redis-0 edge_agent_1 grafana ingest-7c9f influxdb nodered_1".split()
IDS = "A17 job-482 X9 4711 order-88 node-12 K3 abc123 T-1000 q7 R2 b1c2d3 L14 zone_b 0815 main cpu-avg".split()


def address(r: random.Random) -> str:
    return f"{r.choice((10, 172, 192))}.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(1, 255)}"


def hexadecimal(r: random.Random, length: int) -> str:
    return "".join(r.choice("0123456789abcdef") for _ in range(length))


def clock(r: random.Random) -> str:
    return f"{r.randrange(24):02}:{r.randrange(60):02}:{r.randrange(60):02}" + r.choice(("", "", f".{r.randrange(1000):03}"))


def number(r: random.Random) -> str:
    """Above 0, as 0 would turn many a fault into none."""
    return str(r.choice((r.randrange(2, 10), r.randrange(2, 100), r.randrange(10, 1000), r.randrange(1000, 100_000))))


def uuid(r: random.Random) -> str:
    return "-".join(hexadecimal(r, size) for size in (8, 4, 4, 4, 12))


VALUES: dict[str, Callable[[random.Random], str]] = {
    "ip": address,
    "port": lambda r: str(r.choice((1883, 22, 443, 8080, 502, 4840, 5432, r.randrange(1024, 65536)))),
    "host": lambda r: r.choice(HOSTS) + r.choice(("", "", ".local", ".example.net")),
    "user": lambda r: r.choice(USERS),
    "pid": lambda r: str(r.randrange(100, 65536)),
    "path": lambda r: r.choice(PATHS),
    "file": lambda r: r.choice(FILES),
    "device": lambda r: r.choice(DEVICES),
    "iface": lambda r: r.choice(IFACES),
    "mac": lambda r: ":".join(hexadecimal(r, 2) for _ in range(6)),
    "num": number,
    "bytes": lambda r: r.choice((f"{r.uniform(1, 999):.1f}MB", f"{r.randrange(1, 999)} KiB", str(r.randrange(1000, 10**8)), f"{r.uniform(1, 60):.1f} GB")),
    "ms": lambda r: str(r.randrange(1, 30_000)),
    "sec": lambda r: r.choice((str(r.randrange(2, 4000)), f"{r.uniform(0, 90000):.3f}")),
    "temp": lambda r: f"{r.uniform(5, 95):.1f}" + r.choice((" °C", "°C", " C")),
    "volt": lambda r: f"{r.choice((3.1, 11.4, 23.6, 5.0, 229.0)) * r.uniform(0.8, 1.05):.1f}" + r.choice(("V", " V")),
    "hex": lambda r: hexadecimal(r, r.choice((4, 8, 12, 16))),
    "uuid": uuid,
    "topic": lambda r: r.choice(TOPICS),
    "sensor": lambda r: r.choice(SENSORS),
    "machine": lambda r: r.choice(MACHINES),
    "zone": lambda r: r.choice(AREAS),
    "url": lambda r: f"http{r.choice(('', 's'))}://{r.choice(HOSTS)}.example.net/{r.choice(IDS)}",
    "version": lambda r: f"{r.randrange(9)}.{r.randrange(30)}.{r.randrange(20)}",
    "time": clock,
    "id": lambda r: r.choice(IDS),
    "service": lambda r: r.choice(SERVICES),
    "container": lambda r: r.choice(CONTAINERS),
    "disk": lambda r: r.choice(DISKS),
}

LITTLE_LEFT = re.compile(r"batter|\bbat\b|left|free|remain|charge|soc\b|level|down to|only|signal|fuel|stock|toner|ink", re.I)


def fill(template: str, severity: str, kind: str, r: random.Random) -> str:
    """A line of this template. Percentages fit its label: of a fault they are near the end of what there is."""

    def value(match: re.Match[str]) -> str:
        slot = match.group(1)
        if slot != "pct":
            return VALUES[slot](r)
        if severity in ("debug", "info", "notice"):
            return f"{r.randrange(21, 80)}{r.choice(('%', '%', ' %'))}"
        low = kind in ("power", "resource") and LITTLE_LEFT.search(template)
        return f"{r.randrange(2, 15) if low else r.randrange(86, 100)}{r.choice(('%', '%', ' %'))}"

    return SLOT.sub(value, template)


def mask(template: str) -> str:
    """The line as a template miner keeps it."""
    return SLOT.sub(MASK, template)
