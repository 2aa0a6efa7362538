"""The Kedro shell: one folder a stage, nodes that call one domain function each."""
