//! Findings about YAML as such.

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A text that is not YAML.
    /// ### Why it matters
    /// ParallelCluster cannot read the file either. The scanner stops at the first such place, so
    /// there may be more.
    /// ### Example
    /// `SubnetIds: [compute` without the closing bracket.
    /// ### Instead
    /// `SubnetIds: [compute]`
    /// ### Source
    /// YAML 1.1 specification, as PyYAML 6 reads it.
    SYNTAX_ERROR = ("YML001", Error, "text that is not YAML");

    /// ### What it finds
    /// The same key twice in one mapping.
    /// ### Why it matters
    /// Of the two values only one can hold. ParallelCluster refuses such a file; plain YAML readers
    /// take the last one.
    /// ### Example
    /// `SubnetId: head` and, some lines below, another `SubnetId:` in one `Networking`.
    /// ### Instead
    /// Keep one of them.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `utils.py`, `yaml_no_duplicates_constructor`.
    DUPLICATE_KEY = ("YML002", Error, "duplicate key");

    /// ### What it finds
    /// A tab where YAML accepts only spaces: in indentation, or between a key and its value.
    /// ### Why it matters
    /// How deep a tab indents differs from editor to editor; ParallelCluster refuses the file.
    /// ### Example
    /// `SubnetId:` and its value with a tab between them.
    /// ### Instead
    /// Write spaces.
    /// ### Source
    /// PyYAML 6, `scanner.py`, `scan_to_next_token`.
    TAB = ("YML003", Error, "tab outside of quotes");

    /// ### What it finds
    /// Mappings and lists inside each other to a depth that no configuration has.
    /// ### Why it matters
    /// A hostile file could bring the reader down.
    /// ### Example
    /// `[[[[[[ … ]]]]]]`
    /// ### Instead
    /// ParallelCluster's deepest key lies ten levels down; a file of more than 64 is not a cluster
    /// configuration.
    /// ### Source
    /// netloom's own bound.
    TOO_DEEP = ("YML004", Error, "nesting too deep");

    /// ### What it finds
    /// More values than any configuration has, counting what aliases stand for each time.
    /// ### Why it matters
    /// A few lines of aliases to aliases can stand for billions of values (the "billion laughs").
    /// ### Example
    /// `b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]` and so on for ten lines.
    /// ### Instead
    /// Write the values out where they are needed.
    /// ### Source
    /// netloom's own bound, 200,000 values.
    TOO_MANY_NODES = ("YML005", Error, "too many values");

    /// ### What it finds
    /// A second document in the file.
    /// ### Why it matters
    /// ParallelCluster takes one cluster per file.
    /// ### Example
    /// A line `---` with more text below it.
    /// ### Instead
    /// One file per cluster.
    /// ### Source
    /// PyYAML 6, `composer.py`, `get_single_node`.
    SEVERAL_DOCUMENTS = ("YML006", Error, "several documents in one file");

    /// ### What it finds
    /// A file without any value: empty, or only comments.
    /// ### Why it matters
    /// There is no cluster in it.
    /// ### Example
    /// A file of 0 bytes, as a failed download leaves it.
    /// ### Instead
    /// `netloom init --dialect yaml` writes a file to start from.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `models/cluster.py`.
    EMPTY_FILE = ("YML007", Error, "empty file");

    /// ### What it finds
    /// A file whose outermost value is a list or a single text.
    /// ### Why it matters
    /// A cluster configuration is a mapping with keys such as `HeadNode`.
    /// ### Example
    /// `- HeadNode: …`
    /// ### Instead
    /// `HeadNode: …`
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `schemas/cluster_schema.py`.
    NOT_A_MAPPING = ("YML008", Error, "file that is not a mapping");

    /// ### What it finds
    /// A tag that ParallelCluster's reader does not know, or a text that its tag does not fit; a
    /// date that does not exist, a number without digits, and a lone `=` or `<<` as a value.
    /// ### Why it matters
    /// ParallelCluster refuses the file. `!Ref` and its like belong to CloudFormation templates.
    /// ### Example
    /// `SubnetId: !Ref Subnet`
    /// ### Instead
    /// `SubnetId: head`
    /// ### Source
    /// PyYAML 6, `constructor.py`, `SafeConstructor`.
    UNSUPPORTED_TAG = ("YML009", Error, "unsupported tag");

    /// ### What it finds
    /// A key that is a mapping or a list. The usual cause is a placeholder such as `{{ subnet_id
    /// }}` that no template engine has filled in.
    /// ### Why it matters
    /// ParallelCluster refuses the file.
    /// ### Example
    /// `SubnetId: {{ public_subnet_id }}`
    /// ### Instead
    /// Fill the template in first, or write the value.
    /// ### Source
    /// PyYAML 6, `constructor.py`, `construct_mapping`.
    KEY_NOT_A_SCALAR = ("YML010", Error, "key that is not a text");

    /// ### What it finds
    /// An alias inside the value that it stands for.
    /// ### Why it matters
    /// Such a value has no end.
    /// ### Example
    /// `SubnetIds: &ids [*ids]`
    /// ### Instead
    /// Write the value out.
    /// ### Source
    /// YAML 1.1 specification, "Aliases".
    ALIAS_OF_ITSELF = ("YML011", Error, "alias inside its own value");

    /// ### What it finds
    /// A merge key, `<<`.
    /// ### Why it matters
    /// netloom follows it, and so did the first releases of ParallelCluster. Releases that look for
    /// duplicate keys, such as 3.16.1, refuse the file.
    /// ### Example
    /// `<<: *defaults`
    /// ### Instead
    /// Write the keys out, or use an alias for a whole value.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `utils.py`, `yaml_no_duplicates_constructor`.
    MERGE_KEY = ("YML012", Warning, "merge key");
}
