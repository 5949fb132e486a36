# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --upgrade 'pip>=25.1'
WORKDIR /srv/revontuli
RUN /opt/venv/bin/pip install --index-url https://download.pytorch.org/whl/cpu torch==2.13.0
COPY pyproject.toml README.md LICENSE ./
COPY deploy/constraints.txt deploy/constraints.txt
COPY app app
ARG EXTRAS=postgresql
RUN /opt/venv/bin/pip install --constraint deploy/constraints.txt --editable ".[$EXTRAS]"

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /srv/revontuli revontuli \
    && install -d -o revontuli -g revontuli /srv/revontuli /var/lib/revontuli
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/revontuli
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY models/embedding models/embedding
COPY models/meter_profiler models/meter_profiler
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    REVONTULI_DATA_DIR=/var/lib/revontuli
USER revontuli
VOLUME /var/lib/revontuli
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["revontuli", "serve", "--host", "0.0.0.0", "--port", "8000"]
