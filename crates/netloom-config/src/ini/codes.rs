//! Findings about INI syntax.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Text above the first `[section]` of an INI file.
    /// ### Why it matters
    /// ParallelCluster 2.x stops with `MissingSectionHeaderError`; the keys belong to no section.
    /// ### Example
    /// `scheduler = slurm` in the first line.
    /// ### Instead
    /// Put it below its header: `[cluster default]`.
    /// ### Source
    /// Python library reference, `configparser`.
    TEXT_BEFORE_SECTION = ("INI001", Error, "text before the first section");

    /// ### What it finds
    /// A byte order mark at the start of an INI file.
    /// ### Why it matters
    /// The mark cannot be seen, and ParallelCluster 2.x takes it for text above the first section
    /// and stops.
    /// ### Example
    /// A file saved as "UTF-8 with BOM".
    /// ### Instead
    /// Save it as UTF-8 without a mark: `sed -i '1s/^\xEF\xBB\xBF//' cluster.ini`.
    /// ### Source
    /// Python library reference, `configparser`; The Unicode Standard, section 23.8.
    BYTE_ORDER_MARK = ("INI002", Error, "byte order mark");

    /// ### What it finds
    /// A line that is no comment, no section header, and has neither `=` nor `:`.
    /// ### Why it matters
    /// ParallelCluster 2.x stops with `ParsingError`.
    /// ### Example
    /// `vpc_id vpc-0123456789abcdef0`
    /// ### Instead
    /// `vpc_id = vpc-0123456789abcdef0`
    /// ### Source
    /// Python library reference, `configparser`.
    KEY_WITHOUT_DELIMITER = ("INI003", Error, "key without a delimiter");

    /// ### What it finds
    /// A key that occurs twice in one section. Upper and lower case are the same.
    /// ### Why it matters
    /// ParallelCluster 2.x stops with `DuplicateOptionError`.
    /// ### Example
    /// `vpc_id = …` and `VPC_ID = …` in one section.
    /// ### Instead
    /// Keep one of them.
    /// ### Source
    /// Python library reference, `configparser`, "strict".
    DUPLICATE_KEY = ("INI004", Error, "duplicate key");

    /// ### What it finds
    /// A section that occurs twice.
    /// ### Why it matters
    /// ParallelCluster 2.x ends with the traceback of `DuplicateSectionError`.
    /// ### Example
    /// `[vpc public]` in two places.
    /// ### Instead
    /// Put the keys of both below one header.
    /// ### Source
    /// Python library reference, `configparser`, "strict".
    DUPLICATE_SECTION = ("INI005", Error, "duplicate section");

    /// ### What it finds
    /// Text behind a section header in the same line.
    /// ### Why it matters
    /// ParallelCluster 2.x drops it without a word, so the section has none of those keys.
    /// ### Example
    /// `[vpc public] vpc_id = vpc-0123456789abcdef0`
    /// ### Instead
    /// Put each key on a line of its own below the header.
    /// ### Source
    /// Python library reference, `configparser`: only the start of the line is matched against the
    /// header.
    TEXT_BEHIND_HEADER = ("INI006", Error, "text behind a section header");

    /// ### What it finds
    /// An indented line that looks like a key of its own and is part of the value above it.
    /// ### Why it matters
    /// ParallelCluster 2.x joins a line that is indented deeper than the key above to that key's
    /// value.
    /// ### Example
    /// `vpc_id = vpc-0123456789abcdef0`, and below it, indented by two spaces, `master_subnet_id =
    /// …`.
    /// ### Instead
    /// Start every key in the first column.
    /// ### Source
    /// Python library reference, `configparser`, "Supported INI File Structure".
    SWALLOWED_KEY = ("INI007", Error, "key swallowed by the line above");

    /// ### What it finds
    /// A percent sign that is neither doubled nor the start of `%(name)s`.
    /// ### Why it matters
    /// ParallelCluster 2.x stops with `InterpolationSyntaxError` as soon as it asks for the value.
    /// ### Example
    /// `proxy_server = http://user:p%40ss@proxy:3128`
    /// ### Instead
    /// `proxy_server = http://user:p%%40ss@proxy:3128`
    /// ### Source
    /// Python library reference, `configparser.BasicInterpolation`.
    LONE_PERCENT = ("INI008", Error, "lone percent sign");

    /// ### What it finds
    /// A `%(name)s` whose name is neither a key of the section nor of `[DEFAULT]`, or that leads
    /// back to itself.
    /// ### Why it matters
    /// ParallelCluster 2.x stops as soon as it asks for the value.
    /// ### Example
    /// `proxy_server = http://%(proxy)s:3128` without a key `proxy`.
    /// ### Instead
    /// Write the value out. Releases from 2.5.0 on refuse keys of your own, also in `[DEFAULT]`.
    /// ### Source
    /// Python library reference, `configparser.BasicInterpolation`.
    UNKNOWN_INTERPOLATION = ("INI009", Error, "interpolation that leads nowhere");

    /// ### What it finds
    /// A delimiter without a key before it.
    /// ### Why it matters
    /// ParallelCluster 2.x stops with `ParsingError`.
    /// ### Example
    /// `= 10.0.1.0/24`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.1.0/24`
    /// ### Source
    /// Python library reference, `configparser`.
    VALUE_WITHOUT_KEY = ("INI010", Error, "value without a key");
}
