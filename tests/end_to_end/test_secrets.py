"""A password in an address reaches the server that it is for, and nothing else."""

from tests.ports import free_port


def test_a_password_is_in_no_message_no_run_and_no_file(project):
    nobody = f"127.0.0.1:{free_port()}"
    address = f"http://anna:s3cret@{nobody}/sounds.zip?token=t0ken"
    done = project.kedro(
        "run", "--pipeline", "prepare_audio", "--env", "own", "--params", f"source={address}"
    )
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert f"http://***@{nobody}/sounds.zip?token=***" in "".join(said.split())
    files = [path for path in project.folder.rglob("*") if path.is_file()]
    assert project.folder / "mlflow.db" in files
    for secret in ("s3cret", "t0ken"):
        assert secret not in said
        assert [path for path in files if secret.encode() in path.read_bytes()] == []
