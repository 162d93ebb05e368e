"""Takes the rules of AWS Control Tower out of the package that AWS publishes for its CDK.

usage: aws_rules.py FOLDER
"""

import pathlib
import sys
import sysconfig
import tarfile

folder = pathlib.Path(sys.argv[1])
folder.mkdir()
package = pathlib.Path(sysconfig.get_path("purelib")) / "cdklabs/cdk_validator_cfnguard/_jsii"
(archive,) = package.glob("*.tgz")
with tarfile.open(archive) as files:
    for member in files.getmembers():
        path = pathlib.PurePosixPath(member.name)
        if path.suffix == ".guard":
            (folder / path.name).write_bytes(files.extractfile(member).read())
