@"%~dp0partydesk-cli.exe" portable-upgrade %1
@pause
