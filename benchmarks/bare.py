"""The least a service on the same framework can do: check a text_search body and answer a constant."""

from fastapi import FastAPI

from app.api.text_search import TextSearch

app = FastAPI(openapi_url=None)


@app.post("/service-recommender/v1/text_search")
def text_search(body: TextSearch) -> dict[str, int]:
    return {"limit": body.limit}
