"""The Chinese of every mistake and notice, by its code; the English stands where it is raised."""

ZH: dict[str, str] = {}
