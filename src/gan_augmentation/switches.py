"""What the command line makes of a word: `--params` is read by OmegaConf, to which `yes`, `007` and `1e3` are no text."""


def read_switch(text: str) -> object:
    """The value of `--params NAME=TEXT`.

    Raises:
        ValueError: it is no YAML, or refers to what is not there.
    """
    # A logged model imports this module and installs neither of these: it is asked in text.
    import yaml
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        value: object = OmegaConf.from_dotlist([f"name={text}"])["name"]
    except (yaml.YAMLError, OmegaConfBaseException) as error:
        raise ValueError(f"{text!r} cannot be read") from error
    return value
