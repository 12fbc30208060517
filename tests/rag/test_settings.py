from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import load_settings


def test_the_environment_outranks_the_file_and_the_option_the_environment(tmp_path: Path) -> None:
    (tmp_path / "wenbao.toml").write_text(
        '[generation]\nllm = "openai:a"\nbase_url = "http://127.0.0.1:1/v1"\n'
    )
    settings = load_settings(
        home=tmp_path, environment={"WENBAO_LLM": "openai:b", "WENBAO_HOME": "/elsewhere"}
    )
    assert settings.index.home == tmp_path
    assert settings.generation.llm == "openai:b"
    assert settings.generation.base_url == "http://127.0.0.1:1/v1"


def test_a_misspelt_variable_is_an_error_that_names_the_near_one() -> None:
    with pytest.raises(SettingsError, match="did you mean WENBAO_CACHE"):
        load_settings(environment={"WENBAO_CACH": "x"})


def test_a_misspelt_key_of_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "wenbao.toml").write_text("[retrieval]\ncandidate = 3\n")
    with pytest.raises(SettingsError, match=r"retrieval\.candidate"):
        load_settings(home=tmp_path, environment={})


def test_a_value_out_of_range_is_named(tmp_path: Path) -> None:
    (tmp_path / "wenbao.toml").write_text("[retrieval]\ncandidates = 0\n")
    with pytest.raises(SettingsError, match=r"retrieval\.candidates"):
        load_settings(home=tmp_path, environment={})


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "wenbao.toml").write_text("candidates: 3")
    with pytest.raises(SettingsError, match="TOML"):
        load_settings(home=tmp_path, environment={})


def test_paths_are_absolute_and_the_key_is_masked() -> None:
    settings = load_settings(environment={"WENBAO_HOME": "here", "WENBAO_LLM_KEY": "secret"})
    assert settings.index.home.is_absolute()
    assert "secret" not in repr(settings)
