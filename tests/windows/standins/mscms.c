/* Wine 8's mscms.dll lacks WcsCreateIccProfile, and Qt's windows plugin stops at that. These four
   are all that the plugin links to; with 0 it does without a colour profile. For tests only. */
#define OUT __declspec(dllexport)
OUT void *OpenColorProfileW(void) { return 0; }
OUT int CloseColorProfile(void) { return 0; }
OUT int GetColorProfileFromHandle(void) { return 0; }
OUT void *WcsCreateIccProfile(void) { return 0; }
