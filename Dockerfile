# Debian slim: some of the wheels have no musl build
FROM python:3.13-slim
WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE config.example.toml ./
COPY bot bot
COPY seeds seeds
RUN pip install --no-cache-dir -c constraints.txt ".[charts]" && useradd --create-home --uid 10001 newsbot \
    && mkdir /data && chown newsbot /data
USER newsbot
# the database and config.toml, if there is one, live in the volume
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["newsbot"]
CMD ["run"]
