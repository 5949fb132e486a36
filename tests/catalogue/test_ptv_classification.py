from app.catalogue.codelist_files import load_code_lists
from app.catalogue.ptv_classification import read_classification
from app.catalogue.ptv_fields import Fields

LISTS = load_code_lists()


def test_classes_of_every_spelling_become_one_code() -> None:
    entries = [
        {"uri": "http://urn.fi/URN:NBN:fi:au:ptvl:v1070"},
        {"uri": "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P6.10"},
        {"uri": "unknown", "newUri": "http://uri.suomi.fi/codelist/ptv/ptvserclass/code/P6.10"},
        {"code": "P6.10"},
    ]
    classification = read_classification(Fields({"serviceClasses": entries}), LISTS)
    assert classification.service_class_codes == ("P6.10",)
    assert classification.unknown_count == 0


def test_uri_decides_where_a_code_has_changed_hands() -> None:
    entries = [
        {"uri": "http://urn.fi/URN:NBN:fi:au:ptvl:v1088", "code": "P7.12"},
        {"uri": "http://uri.suomi.fi/codelist/ptv/ptvserclass/code/P7.13", "code": "P7.13"},
    ]
    classification = read_classification(Fields({"serviceClasses": entries}), LISTS)
    assert classification.service_class_codes == ("P15.5", "P7.12")


def test_unknown_codes_are_dropped_and_counted() -> None:
    record = {
        "serviceClasses": [{"code": "P99"}, {"code": "P1"}, {}],
        "targetGroups": [{"uri": "http://urn.fi/URN:NBN:fi:au:ptvl:v2999"}],
        "lifeEvents": [{"code": "KE8"}, {"code": "P1"}],
    }
    classification = read_classification(Fields(record), LISTS)
    assert classification.service_class_codes == ("P1",)
    assert classification.target_group_codes == ()
    assert classification.life_event_codes == ("KE8",)
    assert classification.unknown_count == 4
