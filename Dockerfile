# Debian slim: some of the wheels have no musl build. The digest names one image for good, on every processor; the tag
# is for people. To move on: docker buildx imagetools inspect python:3.13-slim-trixie shows the digest of today.
ARG PYTHON_IMAGE=python:3.13.15-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b

FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE config.example.toml ./
COPY .ci/uv.txt .ci/
COPY bot bot
COPY seeds seeds
# nothing is installed whose hash does not stand in a file of ours; see the Makefile
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r .ci/uv.txt && python -m venv --without-pip /newsbot \
    && uv pip install --no-cache --python /newsbot/bin/python --require-hashes --only-binary :all: --compile-bytecode \
        -c constraints.txt -r pyproject.toml --extra charts --extra postgres \
    && uv pip install --no-cache --python /newsbot/bin/python --no-deps --require-build-hashes --compile-bytecode \
        --build-constraints constraints.txt .

FROM ${PYTHON_IMAGE}
# nothing is written but to /data and /tmp: the root may be read-only
ENV PATH=/newsbot/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib
RUN useradd --create-home --uid 10001 newsbot && mkdir /data && chown newsbot /data
COPY --from=build /newsbot /newsbot
USER newsbot
# the database and config.toml, if there is one, live in the volume
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 CMD ["newsbot", "health"]
ENTRYPOINT ["newsbot"]
CMD ["run"]
