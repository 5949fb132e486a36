from fastapi.testclient import TestClient
from threadpoolctl import threadpool_info


def test_products_of_matrices_keep_to_one_thread_while_the_service_runs(api: TestClient) -> None:
    assert api.get("/health/live").status_code == 200
    threads = {
        library["filepath"]: library["num_threads"]
        for library in threadpool_info()
        if library["user_api"] == "blas" and "numpy" in library["filepath"]
    }
    assert threads
    assert set(threads.values()) == {1}
