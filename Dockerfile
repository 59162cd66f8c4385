# The server, and the bridge, in a container. See deploy/docker-compose.yml for a way to run both.
#
# Options come as JABBERTTS_… variables or as arguments. The health check reads JABBERTTS_URI, so
# set the address there. Discovery (--zeroconf) is by multicast, which does not pass Docker's own
# network: run with --network host for it, or add the server to Home Assistant by hand.
#
# The bridge is the entry point "python -m bridge", with the health check "python -m
# bridge.healthcheck". In a container it has to listen on JABBERTTS_BRIDGE_HOST=0.0.0.0.

ARG PYTHON_VERSION=3.13

FROM python:${PYTHON_VERSION}-slim AS build
WORKDIR /src
COPY pyproject.toml setup.cfg README.md LICENSE NOTICE ./
COPY jabbertts_wyoming jabbertts_wyoming
COPY bridge bridge
COPY voices voices
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:${PYTHON_VERSION}-slim
# A machine id in an image would be the same everywhere, and the instance name is made of it.
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels jabbertts \
    && useradd --uid 1000 --no-create-home --home-dir /data --shell /usr/sbin/nologin jabbertts \
    && install --directory --owner jabbertts --group jabbertts /data \
    && rm -f /etc/machine-id /var/lib/dbus/machine-id
ENV JABBERTTS_URI=tcp://0.0.0.0:10200 \
    JABBERTTS_DATA_DIR=/data \
    PYTHONUNBUFFERED=1
USER jabbertts
WORKDIR /data
VOLUME /data
EXPOSE 10200
# The first start prepares the voice, which takes a slow machine minutes.
HEALTHCHECK --interval=30s --timeout=10s --start-period=10m \
    CMD ["python", "-m", "jabbertts_wyoming.healthcheck"]
ENTRYPOINT ["python", "-m", "jabbertts_wyoming"]
