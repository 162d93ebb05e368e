//! Regions and their availability zones.
//!
//! Written by `tools/aws-tables.py`, 2026-11, from moto 5.2.5, botocore 1.44.5.

use super::RegionFacts;

/// The regions, sorted by name. The numbers of a region's zones are not always consecutive.
pub(super) static REGIONS: &[RegionFacts] = &[
    RegionFacts { name: "af-south-1", zone_id_prefix: "afs1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-east-1", zone_id_prefix: "ape1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-east-2", zone_id_prefix: "ape2", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-northeast-1", zone_id_prefix: "apne1", zone_numbers: &[1, 2, 4] },
    RegionFacts { name: "ap-northeast-2", zone_id_prefix: "apne2", zone_numbers: &[1, 2, 3, 4] },
    RegionFacts { name: "ap-northeast-3", zone_id_prefix: "apne3", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-south-1", zone_id_prefix: "aps1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-south-2", zone_id_prefix: "aps2", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-southeast-1", zone_id_prefix: "apse1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-southeast-2", zone_id_prefix: "apse2", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-southeast-3", zone_id_prefix: "apse3", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-southeast-4", zone_id_prefix: "apse4", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-southeast-5", zone_id_prefix: "apse5", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-southeast-6", zone_id_prefix: "apse6", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ap-southeast-7", zone_id_prefix: "apse7", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "ca-central-1", zone_id_prefix: "cac1", zone_numbers: &[1, 2, 4] },
    RegionFacts { name: "ca-west-1", zone_id_prefix: "caw1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "cn-north-1", zone_id_prefix: "cnn1", zone_numbers: &[1, 2] },
    RegionFacts { name: "cn-northwest-1", zone_id_prefix: "cnnw1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "eu-central-1", zone_id_prefix: "euc1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "eu-central-2", zone_id_prefix: "euc2", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "eu-north-1", zone_id_prefix: "eun1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "eu-south-1", zone_id_prefix: "eus1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "eu-south-2", zone_id_prefix: "eus2", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "eu-west-1", zone_id_prefix: "euw1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "eu-west-2", zone_id_prefix: "euw2", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "eu-west-3", zone_id_prefix: "euw3", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "il-central-1", zone_id_prefix: "ilc1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "me-central-1", zone_id_prefix: "mec1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "me-south-1", zone_id_prefix: "mes1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "mx-central-1", zone_id_prefix: "mxc1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "sa-east-1", zone_id_prefix: "sae1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "us-east-1", zone_id_prefix: "use1", zone_numbers: &[1, 2, 3, 4, 5, 6] },
    RegionFacts { name: "us-east-2", zone_id_prefix: "use2", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "us-gov-east-1", zone_id_prefix: "usge1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "us-gov-west-1", zone_id_prefix: "usgw1", zone_numbers: &[1, 2, 3] },
    RegionFacts { name: "us-west-1", zone_id_prefix: "usw1", zone_numbers: &[1, 3] },
    RegionFacts { name: "us-west-2", zone_id_prefix: "usw2", zone_numbers: &[1, 2, 3, 4] },
];
