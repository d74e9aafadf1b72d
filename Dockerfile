# Two stages: the first installs the locked dependencies and the program, the second only runs it.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/briefing
COPY requirements-app.lock ./
RUN /opt/briefing/bin/pip install --no-cache-dir --require-hashes -r requirements-app.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY intents intents
COPY seeds seeds
RUN /opt/briefing/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim-bookworm
RUN useradd --create-home --uid 10001 briefing && install --directory --owner=briefing /data
COPY --from=build /opt/briefing /opt/briefing
ENV PATH=/opt/briefing/bin:$PATH BRIEFING_HOME=/data PYTHONDONTWRITEBYTECODE=1
USER briefing
VOLUME /data
# One's own documents: mount them and set BRIEFING_SEEDS to where.
ENTRYPOINT ["briefing"]
CMD ["repl"]
