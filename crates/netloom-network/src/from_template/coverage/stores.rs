//! Services that are followed as interfaces with groups and no more: caches, databases beside those
//! of Amazon RDS, brokers, desktops, connections of analytics.

use super::{Kind, interfaces};

/// # Source
/// AWS CloudFormation Template Reference, the pages of these types: which of their properties name
/// subnets and security groups, `attached` has.
pub(super) const KINDS: &[Kind] = &[
    interfaces("AWS::AmazonMQ::Broker", "passes messages on"),
    interfaces("AWS::AppStream::Fleet", "runs desktops"),
    interfaces("AWS::AppStream::ImageBuilder", "runs desktops"),
    interfaces("AWS::DAX::Cluster", "holds a cache"),
    interfaces("AWS::DMS::ReplicationInstance", "copies databases"),
    interfaces("AWS::DocDB::DBCluster", "holds data"),
    interfaces("AWS::DocDBElastic::Cluster", "holds data"),
    interfaces("AWS::ElastiCache::CacheCluster", "holds a cache"),
    interfaces("AWS::ElastiCache::ReplicationGroup", "holds a cache"),
    interfaces("AWS::ElastiCache::ServerlessCache", "holds a cache"),
    interfaces("AWS::Elasticsearch::Domain", "holds data"),
    interfaces("AWS::Glue::Connection", "sends what its jobs send"),
    interfaces("AWS::MSK::Cluster", "passes messages on"),
    interfaces("AWS::MSK::ServerlessCluster", "passes messages on"),
    interfaces("AWS::MSK::VpcConnection", "passes messages on"),
    interfaces("AWS::MWAA::Environment", "runs workflows"),
    interfaces("AWS::MemoryDB::Cluster", "holds data"),
    interfaces("AWS::Neptune::DBCluster", "holds data"),
    interfaces("AWS::NeptuneGraph::PrivateGraphEndpoint", "leads to a graph"),
    interfaces("AWS::OpenSearchServerless::VpcEndpoint", "leads to collections"),
    interfaces("AWS::OpenSearchService::Domain", "holds data"),
    interfaces("AWS::QuickSight::VPCConnection", "sends what its data sources send"),
    interfaces("AWS::RDS::DBProxyEndpoint", "leads to a database"),
    interfaces("AWS::Redshift::Cluster", "holds data"),
    interfaces("AWS::Redshift::EndpointAccess", "leads to a warehouse"),
    interfaces("AWS::RedshiftServerless::Workgroup", "holds data"),
    interfaces("AWS::S3Files::MountTarget", "holds files"),
    interfaces("AWS::SageMaker::NotebookInstance", "runs notebooks"),
    interfaces("AWS::Timestream::InfluxDBInstance", "holds data"),
    interfaces("AWS::Transfer::Server", "takes files"),
];
